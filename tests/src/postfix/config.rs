//! What Postfix reads when it starts.

use std::{fmt::Write as _, net::SocketAddr, path::Path};

use super::{DOMAIN, NAME, Settings};

/// The parameters. What is not here is Postfix's own default.
pub(super) fn main(folder: &Path, settings: &Settings) -> String {
    let folder = folder.display();
    let domains = settings.domains.join(", ");
    let mut mailboxes = String::new();
    for domain in &settings.domains {
        for user in &settings.users {
            let _infallible = write!(mailboxes, " {user}@{domain}={user}/");
        }
    }
    let max_size = settings.max_size;
    let who = if settings.needs_auth {
        "permit_sasl_authenticated, reject"
    } else {
        ""
    };
    format!(
        "compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}

myhostname = {NAME}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
disable_dns_lookups = yes
smtpd_peername_lookup = no

# Nobody is at home but the mailboxes below, and nothing leaves the machine.
mydestination =
mynetworks =
alias_maps =
local_recipient_maps =
default_transport = error:5.1.2 no mail leaves this machine
virtual_mailbox_domains = {domains}
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = inline:{{{mailboxes} }}
# Debian's nobody and nogroup.
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
message_size_limit = {max_size}

smtpd_tls_chain_files = {folder}/chain.pem
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_local_domain = {DOMAIN}
smtpd_client_restrictions = {who}
smtpd_relay_restrictions = reject_unauth_destination

# Strict, so that a slip of the client's shows: no bare line feeds, no talking out of turn.
smtpd_forbid_bare_newline = reject
smtpd_forbid_unauth_pipelining = yes
# A refusal is expected here, and must not cost the tests a second each.
smtpd_error_sleep_time = 0
"
    )
}

/// The services: two ports for mail, and what it takes to deliver it.
pub(super) fn master([starttls, implicit]: [SocketAddr; 2]) -> String {
    format!(
        "\
# service type private unpriv chroot wakeup maxproc command
{starttls} inet n - n - - smtpd
{implicit} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
anvil unix - - n - 1 anvil
bounce unix - - n - 0 bounce
cleanup unix n - n - 0 cleanup
defer unix - - n - 0 bounce
error unix - - n - - error
postlog unix-dgram n - n - 1 postlogd
qmgr unix n - n 300 1 qmgr
retry unix - - n - - error
rewrite unix - - n - - trivial-rewrite
tlsmgr unix - - n 1000? 1 tlsmgr
trace unix - - n - 0 bounce
virtual unix - n n - - virtual
"
    )
}

/// How passwords are checked; Debian's Postfix looks for this in `sasl` beside its parameters.
pub(super) fn sasl(folder: &Path, mechanisms: &str) -> String {
    let folder = folder.display();
    format!(
        "pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {folder}/etc/sasl/sasldb2
mech_list: {mechanisms}
"
    )
}
