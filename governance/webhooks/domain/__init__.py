"""Rules of webhooks: which events are told outside, how a message is signed, when it is tried again. Pure."""
