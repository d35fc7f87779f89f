"""One reader for each form of file. A reader finds lines and cells; it judges no meaning. `index.read` chooses the reader."""
