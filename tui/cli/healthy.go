package cli

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// healthy asks a server how it is, for containers, which have nothing else to ask with.
func healthy() *cobra.Command {
	return &cobra.Command{
		Use:   "healthy [ADDRESS]",
		Short: "Ask the server whose --metrics are at ADDRESS whether it lives",
		Long: "Ask the server whose --metrics are at ADDRESS whether it lives; without one, at that of BIJOU_METRICS.\n" +
			"The exit code is 0 or 1.",
		Hidden: true,
		Args:   cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			address := strings.Join(args, "")
			if address == "" {
				address = os.Getenv(environmentPrefix + "METRICS")
			}
			host, port, err := net.SplitHostPort(address)
			if err != nil {
				return usage(fmt.Errorf("it needs the address and port of --metrics, as 127.0.0.1:9090: %w", err))
			}
			if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() { // all addresses of this machine
				host = "127.0.0.1"
			}
			return ran(askHealth("http://" + net.JoinHostPort(host, port) + "/healthz"))
		},
	}
}

func askHealth(url string) error {
	const patience = 3 * time.Second
	answer, err := (&http.Client{Timeout: patience}).Get(url)
	if err != nil {
		return err
	}
	answer.Body.Close() //nolint:errcheck // what it says is in the code
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, answer.Status)
	}
	return nil
}
