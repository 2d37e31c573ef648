package presets

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"unicode/utf16"
)

// The limits of a file. Readers of tables have none of their own.
const (
	maxFileBytes   = 64 << 20 // after decompression
	maxRows        = 1_000_000
	maxValues      = 16_000_000
	maxColumns     = 1024             // that are used
	maxFileColumns = 100_000          // that a line may have
	maxCellBytes   = 4 << 10          // one value that is used
	maxTextBytes   = 8 * maxFileBytes // of a table that was made from another format
)

const shorten = "keep a sample of its rows, for example with: shuf -n 100000"

// A document is a table as text. Of one that was made from another format is known
// what separates the values and whether it has names.
type document struct {
	text   string
	comma  byte   // 0 where it is to be found
	header string // yes, no, or empty where it is to be found
}

// readText reads a whole table as plain text with LF line ends. A gzip file is
// recognised by its first bytes and decompressed; JSON, NumPy and Parquet become
// text.
func readText(r io.Reader) (document, error) {
	data, err := readBounded(r)
	if err != nil {
		return document{}, err
	}
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		zip, err := gzip.NewReader(bytes.NewReader(data))
		if err == nil {
			data, err = readBounded(zip)
		}
		if err != nil {
			return document{}, err
		}
	}
	switch {
	case bytes.HasPrefix(data, []byte(numpyMagic)):
		return fromNumPy(data)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return fromZip(data)
	case bytes.HasPrefix(data, []byte(parquetMagic)):
		return fromParquet(data)
	}
	text, err := plainText(data)
	if err == nil && isJSON(text) {
		return fromJSON(text)
	}
	return document{text: text}, err
}

// readBounded reads all of r and refuses what is too large without reading
// more than the limit.
func readBounded(r io.Reader) ([]byte, error) { return readUpTo(r, maxFileBytes) }

// readUpTo is readBounded with the room that is left of the limit.
func readUpTo(r io.Reader, room int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, room+1))
	if int64(len(data)) > room {
		return nil, tooLarge(maxFileBytes)
	}
	return data, err
}

func tooLarge(most int64) *BadFileError { return bad(shorten, "has more than %d MiB", most>>20) }

// plainText takes off a byte order mark, decodes UTF-16, and refuses what is not text.
func plainText(data []byte) (string, error) {
	data = fromUTF16(data)
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if at := bytes.IndexByte(data, 0); at >= 0 {
		line := 1 + bytes.Count(data[:at], []byte("\n"))
		return "", bad("give a table as CSV, TSV, JSON lines, .npy, .npz or Parquet", "is not text").at(line)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return "", bad("give a file with a row a line and a number a column", "is empty")
	}
	if !bytes.Contains(data, []byte("\n")) && bytes.Contains(data, []byte("\r")) { // old Macs
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	return string(data), nil
}

// fromUTF16 turns UTF-16 into UTF-8: text with its byte order mark, or text of which
// every second byte is 0 at its beginning, as Windows writes it. Other text stays.
func fromUTF16(data []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		order, data = binary.LittleEndian, data[2:]
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		order, data = binary.BigEndian, data[2:]
	case zeros(data, 1) && !zeros(data, 0):
		order = binary.LittleEndian
	case zeros(data, 0) && !zeros(data, 1):
		order = binary.BigEndian
	default:
		return data
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

// zeros tells whether every second byte of the beginning is 0, from one on.
func zeros(data []byte, from int) bool {
	const look = 64
	if len(data) < 8 {
		return false
	}
	for i := from; i < min(look, len(data)); i += 2 {
		if data[i] != 0 {
			return false
		}
	}
	return true
}
