"""Sites: what their APIs answer, their dumps and their saved pages. Which fields hold what is in `vocabulary/sites.toml`."""
