"""How the web chat is kept in service: queue and limits, time, health, metrics, logs, stopping. It answers nothing itself."""
