//! A training and capture mail server without I/O of its own
