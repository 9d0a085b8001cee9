//! SMTP without I/O: types, codec, client and server state machines
