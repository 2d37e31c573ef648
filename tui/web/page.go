package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed page
var files embed.FS

// policy lets the page do what it does, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

// A file is one of the page as it is sent.
type file struct {
	kind         string // of its content
	plain, small []byte // small is packed
	tag          string
}

// pageFiles reads all files by their paths.
func pageFiles() map[string]file {
	all := map[string]file{}
	err := fs.WalkDir(files, "page", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		all[strings.TrimPrefix(name, "page/")] = newFile(name, text)
		return nil
	})
	if err != nil {
		panic("web: the page cannot be read: " + err.Error())
	}
	return all
}

func newFile(name string, text []byte) file {
	kind := map[string]string{".mjs": "text/javascript; charset=utf-8", "": "text/plain; charset=utf-8"}[path.Ext(name)]
	if kind == "" {
		kind = mime.TypeByExtension(path.Ext(name))
	}
	var packed bytes.Buffer
	z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level is one
	z.Write(text)                                              //nolint:errcheck // a buffer takes all
	z.Close()                                                  //nolint:errcheck // as above
	sum := sha256.Sum256(text)
	return file{kind: kind, plain: text, small: packed.Bytes(), tag: `"` + hex.EncodeToString(sum[:8]) + `"`}
}

// send answers with a file, packed for whoever can unpack it.
func (f file) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "no-cache") // it asks whether the file is still the same
	h.Set("ETag", f.tag)
	h.Set("Vary", "Accept-Encoding")
	if r.Header.Get("If-None-Match") == f.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := f.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.small
	}
	if r.Method != http.MethodHead {
		w.Write(body) //nolint:errcheck // whoever is gone misses it
	}
}

// guard sets what keeps a page to itself.
func guard(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "clipboard-write=(self), camera=(), microphone=(), geolocation=()")
}
