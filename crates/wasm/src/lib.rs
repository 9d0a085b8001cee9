//! wsmtp in the browser: socket, session and message for JavaScript
