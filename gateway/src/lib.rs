//! The wsmtp gateway: from WebSocket to mail server
