package presets

import (
	"bytes"
	"compress/gzip"
	"io"
)

// The limits of a file. encoding/csv has none of its own.
const (
	maxFileBytes   = 64 << 20 // after decompression
	maxRows        = 1_000_000
	maxValues      = 16_000_000
	maxColumns     = 1024    // that are used
	maxFileColumns = 100_000 // that a line may have
	maxCellBytes   = 4 << 10 // one value that is used
)

const shorten = "keep a sample of its rows, for example with: shuf -n 100000"

// readText reads a whole table as plain text with LF line ends. A gzip file is
// recognised by its first bytes and decompressed.
func readText(r io.Reader) (string, error) {
	data, err := readBounded(r)
	if err != nil {
		return "", err
	}
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		zip, err := gzip.NewReader(bytes.NewReader(data))
		if err == nil {
			data, err = readBounded(zip)
		}
		if err != nil {
			return "", err
		}
	}
	return plainText(data)
}

// readBounded reads all of r and refuses what is too large without reading
// more than the limit.
func readBounded(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFileBytes+1))
	if len(data) > maxFileBytes {
		return nil, tooLarge()
	}
	return data, err
}

func tooLarge() *BadFileError { return bad(shorten, "has more than 64 MiB") }

// plainText takes off a byte order mark, and refuses what is not text.
func plainText(data []byte) (string, error) {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return "", bad("save it as UTF-8", "is UTF-16 text")
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if at := bytes.IndexByte(data, 0); at >= 0 {
		line := 1 + bytes.Count(data[:at], []byte("\n"))
		return "", bad("give a CSV or TSV file", "is not text").at(line)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return "", bad("give a file with a row a line and a number a column", "is empty")
	}
	if !bytes.Contains(data, []byte("\n")) && bytes.Contains(data, []byte("\r")) { // old Macs
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	return string(data), nil
}
