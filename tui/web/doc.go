// Package web serves the explorer to browsers: one page with a terminal, and a WebSocket from it
// to a session of the same server as those by SSH, with its bounds, places, gates and metrics.
//
// The page is in the program; nothing is fetched from elsewhere, and nothing is kept in the
// browser. Its policy lets it run its own scripts and speak to its own server, and no other
// page may open a session.
package web
