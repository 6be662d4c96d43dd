"""Chats: messages that programs export, and what one account wrote. A program is a row of `vocabulary/chats.toml`."""
