"""The parts of the web chat: each brings its endpoints and routes. `server.PARTS` lists them."""
