package ssh

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	gossh "golang.org/x/crypto/ssh"
)

// maxKeyFile is more than any key needs.
const maxKeyFile = 64 << 10

// HostKey reads the key by which clients know this host again, and makes one if
// there is no such file. A file that is there is never replaced: clients would
// take the host for another one.
func HostKey(file string) (key gossh.Signer, made bool, err error) {
	text, err := readPrivate(file)
	if errors.Is(err, fs.ErrNotExist) {
		made = true
		text, err = makeHostKey(file)
	}
	if err != nil {
		return nil, false, err
	}
	if key, err = gossh.ParsePrivateKey(text); err != nil {
		return nil, false, fmt.Errorf("%s holds no host key that can be read (%w); move it away to have one made", file, err)
	}
	return key, made, nil
}

// readPrivate reads a file that nobody else may read.
func readPrivate(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("the host key %s is no file", file)
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("others may read the host key %s; chmod 600 keeps them out, and a new key is needed if they have", file)
	}
	return io.ReadAll(io.LimitReader(f, maxKeyFile))
}

// makeHostKey writes a new ed25519 key.
func makeHostKey(file string) ([]byte, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	block, err := gossh.MarshalPrivateKey(private, "bijou host key")
	if err != nil {
		return nil, err
	}
	text := pem.EncodeToMemory(block)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	return keepFirst(file, text)
}

// keepFirst writes a file at once, unless another server that starts at the same time has
// done so. It returns what is in the file.
func keepFirst(file string, text []byte) ([]byte, error) {
	f, err := os.CreateTemp(filepath.Dir(file), ".host-key-*") // nobody else may read it
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // it has its other name by then
	_, err = f.Write(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(f.Name(), file); errors.Is(err, fs.ErrExist) {
		return readPrivate(file)
	} else if err != nil { // a file system that knows no second names
		return text, os.Rename(f.Name(), file)
	}
	return text, nil
}

// AuthorizedKeys reads keys as OpenSSH keeps them, one a line. Options before a
// key would bound what it may be used for; as none is known here, a line that has
// any is refused.
func AuthorizedKeys(file string) ([]gossh.PublicKey, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var keys []gossh.PublicKey
	for len(text) > 0 {
		key, _, options, rest, err := gossh.ParseAuthorizedKey(text)
		switch {
		case err != nil && len(keys) > 0:
			return keys, nil // nothing but comments follows
		case err != nil:
			return nil, fmt.Errorf("%s holds no public key: %w", file, err)
		case len(options) > 0:
			return nil, fmt.Errorf("%s: the options %q before a key are not known here; take them out", file, options)
		}
		keys, text = append(keys, key), rest
	}
	if keys == nil {
		return nil, fmt.Errorf("%s holds no public key", file)
	}
	return keys, nil
}
