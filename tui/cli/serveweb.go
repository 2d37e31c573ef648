package cli

import (
	"context"
	"errors"
	"fmt"
	"net"

	"bijou/tui/ssh"
	"bijou/tui/web"
)

// checkWeb refuses a page that more people would reach than was meant.
func (f *serveFlags) checkWeb() error {
	if f.web == "" {
		if f.webHosts != nil {
			return errors.New("--web-host names the page of --web, which is not given")
		}
		return nil
	}
	host, _, err := net.SplitHostPort(f.web)
	switch {
	case err != nil:
		return fmt.Errorf("--web is an address and a port, such as 127.0.0.1:8080: %w", err)
	case f.keys != "":
		return errors.New("--web and --authorized-keys exclude each other, as a browser has no key of SSH; a proxy before --web may ask for a password")
	case !isLoopback(host) && !f.anonymous:
		return fmt.Errorf("%s can be reached from other machines: say --anonymous to let anybody in, or put a proxy that asks who they are before --web 127.0.0.1:8080", f.web)
	}
	return nil
}

// hosts are the names by which the page may be asked for; nil for any.
func (f *serveFlags) hosts() []string {
	host, _, err := net.SplitHostPort(f.web)
	local := []string{"localhost", "127.0.0.1", "::1"}
	switch {
	case f.webHosts != nil && host != "":
		return append(f.webHosts, host)
	case f.webHosts != nil:
		return f.webHosts
	case err == nil && isLoopback(host):
		return append(local, host)
	}
	return nil
}

// serveWeb serves the page, if that is wanted. The function ends it.
func (f *serveFlags) serveWeb(ctx context.Context, s *ssh.Server) (done func(), err error) {
	if f.web == "" {
		return func() {}, nil
	}
	l, err := listen(ctx, f.web)
	if err != nil {
		return nil, err
	}
	f.Log.Info("serving", "page", "http://"+l.Addr().String()+"/")
	return web.Serve(l, web.Options{Sessions: s, Hosts: f.hosts(), Proxies: f.Proxies, Log: f.Log}), nil
}
