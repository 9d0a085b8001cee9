"""aiosmtpd as the tests want it. Argument: its settings as JSON."""

import asyncio
import json
import ssl
import sys
from pathlib import Path

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import AuthResult, LoginPassword

SETTINGS = json.loads(sys.argv[1])


class Mailboxes:
    """Takes mail for whoever has a mailbox, and writes it there as it came over the wire."""

    mails = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        user, _, domain = address.rpartition("@")
        if domain not in SETTINGS["domains"] or user not in SETTINGS["users"]:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.append(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        for address in envelope.rcpt_tos:
            self.mails += 1
            folder = Path(SETTINGS["mail"], address.rpartition("@")[0], "new")
            folder.mkdir(parents=True, exist_ok=True)
            # Its name ends as no mail's does until it is whole.
            part = folder.parent / f"{self.mails}.part"
            part.write_bytes(envelope.original_content)
            part.rename(folder / str(self.mails))
        # aiosmtpd says just what it is told to; in LMTP, each recipient wants an answer.
        answers = len(envelope.rcpt_tos) if isinstance(server, LMTP) else 1
        return "\r\n".join(["250 2.0.0 OK"] * answers)


MAILBOXES = Mailboxes()


class LmtpController(UnthreadedController):
    def factory(self):
        return LMTP(self.handler, **self.SMTP_kwargs)


def authenticate(server, session, envelope, mechanism, credentials):
    known = LoginPassword(SETTINGS["user"].encode(), SETTINGS["password"].encode())
    # `handled=False` leaves the reply to aiosmtpd.
    return AuthResult(success=credentials == known, handled=False)


def listen(controller, place, loop, **options):
    controller(
        MAILBOXES,
        hostname=SETTINGS[place]["host"],
        port=SETTINGS[place]["port"],
        loop=loop,
        server_hostname=SETTINGS["name"],
        data_size_limit=SETTINGS["max_size"],
        enable_SMTPUTF8=True,
        authenticator=authenticate,
        **options,
    ).begin()


def main():
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(SETTINGS["certificate"], SETTINGS["key"])
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    listen(UnthreadedController, "smtp", loop, tls_context=tls)
    # aiosmtpd does not count this as TLS.
    listen(UnthreadedController, "implicit", loop, ssl_context=tls, auth_require_tls=False)
    listen(LmtpController, "lmtp", loop, tls_context=tls)
    loop.run_forever()


main()
