"""What Python's own reader finds in mails: file names on standard input, one JSON object a line on standard output."""

import email
import hashlib
import json
import re
import sys
from email import policy

# What servers write, and what says how a mail is put together rather than what it is.
PASSED_OVER = {
    "return-path",
    "x-original-to",
    "delivered-to",
    "received",
    "content-type",
    "content-transfer-encoding",
    "content-disposition",
    "content-id",
}


def main():
    for line in sys.stdin:
        with open(line.rstrip("\n"), "rb") as file:
            mail = email.message_from_bytes(without_chance(file.read()), policy=policy.default)
        print(json.dumps(facts(mail)))


def without_chance(octets):
    """Content ids of pictures that were written into the HTML are random."""
    return re.sub(rb"[0-9a-f-]{20,36}(?=@localhost)", b"random", octets)


def facts(mail):
    found = {f"header {name}": values for name, values in headers(mail).items()}
    for place, part in enumerate(mail.walk()):
        for name, value in part_facts(part).items():
            found[f"part {place} {name}"] = value
        if place > 0:
            for name, values in headers(part).items():
                found[f"part {place} header {name}"] = values
    found["structure"] = structure(mail)
    return found


def headers(part):
    found = {}
    for name, value in part.items():
        if name.lower() not in PASSED_OVER:
            found.setdefault(name.lower(), []).append(written(value))
    return found


def written(value):
    """Addresses one by one with their groups, anything else as the text that it stands for."""
    if hasattr(value, "groups"):
        return [
            [group.display_name, [[one.display_name, one.addr_spec] for one in group.addresses]]
            for group in value.groups
        ]
    return str(value)


def part_facts(part):
    found = {
        "type": part.get_content_type(),
        "parameters": {
            name: value for name, value in part["content-type"].params.items() if name != "boundary"
        }
        if part["content-type"] is not None
        else {},
        "disposition": part.get_content_disposition(),
        "filename": part.get_filename(),
        "cid": part["content-id"] and part["content-id"].strip(),
        "defects": [type(defect).__name__ for defect in part.defects],
    }
    if not part.is_multipart():
        content = part.get_payload(decode=True)
        if part.get_content_maintype() == "text":
            # A line end at the end of a mail is the transport's.
            content = content.replace(b"\r\n", b"\n").removesuffix(b"\n")
        found["content"] = hashlib.sha256(content).hexdigest()
    return found


def structure(part):
    if not part.is_multipart():
        return part.get_content_type()
    return [part.get_content_type(), *map(structure, part.iter_parts() if part.get_content_maintype() == "multipart" else part.get_payload())]


main()
