"""Sites: what their APIs answer, their dumps and pages. Which fields hold what is in `vocabulary/sites.toml`."""
