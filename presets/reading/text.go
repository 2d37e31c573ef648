package reading

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"unicode/utf16"
)

// The limits of a file. Readers of tables have none of their own. Tests lower them.
var (
	maxFileBytes int64 = 16 << 30 // after decompression
	maxRows            = 100_000_000
	maxValues          = 2_000_000_000
)

const (
	maxColumns     = 1024    // that are used
	maxFileColumns = 100_000 // that a line may have
	maxCellBytes   = 4 << 10 // one value that is used
)

const shorten = "keep a sample of its rows, for example with: shuf -n 100000"

// A document is a table as text. Of one that was made from another format is known
// what separates the values and whether it has names.
type document struct {
	text   string
	mapped mapped // where the text is, if it is in a file
	comma  byte   // 0 where it is to be found
	header string // yes, no, or empty where it is to be found
}

// readText takes a whole table in as plain text with LF line ends. A gzip file is
// recognised by its first bytes and decompressed; JSON, NumPy and Parquet become
// text.
func readText(r io.Reader) (document, error) {
	data, file, err := spooled(r)
	if err != nil {
		return document{}, err
	}
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		zip, err := gzip.NewReader(bytes.NewReader(data))
		if err == nil {
			data, file, err = spooled(zip)
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
	d, err := plainText(data, file)
	if err == nil && isJSON(d.text) {
		return fromJSON(d.text)
	}
	return d, err
}

// readUpTo reads all of r into memory and refuses what is too large for the room that is
// left there, without reading more.
func readUpTo(r io.Reader, room int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, room+1))
	if int64(len(data)) > room {
		return nil, tooLarge(HeldBytes)
	}
	return data, err
}

func tooLarge(most int64) *BadFileError { return Bad(shorten, "has more than %d MiB", most>>20) }

// plainText takes off a byte order mark, decodes UTF-16, and refuses what is not text.
func plainText(data []byte, file mapped) (document, error) {
	data, file, err := fromUTF16(data, file)
	if err != nil {
		return document{}, err
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	blank := true
	for at := 0; at < len(data); at += HeldBytes {
		part := data[at:min(len(data), at+HeldBytes)]
		if k := bytes.IndexByte(part, 0); k >= 0 {
			line := 1 + bytes.Count(data[:at+k], []byte("\n"))
			return document{}, Bad("give a table as CSV, TSV, JSON lines, .npy, .npz or Parquet", "is not text").At(line)
		}
		blank = blank && len(bytes.TrimSpace(part)) == 0
		file.forget()
	}
	if blank {
		return document{}, Bad("give a file with a row a line and a number a column", "is empty")
	}
	if !bytes.Contains(data, []byte("\n")) && bytes.Contains(data, []byte("\r")) { // old Macs
		data, file = bytes.ReplaceAll(data, []byte("\r"), []byte("\n")), nil
	}
	return document{text: mapped(data).text(), mapped: file}, nil
}

// fromUTF16 turns UTF-16 into UTF-8: text with its byte order mark, or text of which
// every second byte is 0 at its beginning, as Windows writes it. Other text stays.
func fromUTF16(data []byte, file mapped) ([]byte, mapped, error) {
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
		return data, file, nil
	}
	const some = 1 << 20 // bytes at a time
	out := newSpool()
	var units []uint16
	for at := 0; at+1 < len(data); at += some {
		part := data[at:min(len(data), at+some)]
		for i := 0; i+1 < len(part); i += 2 {
			units = append(units, order.Uint16(part[i:]))
		}
		n := len(units)
		if at+some < len(data) && utf16.IsSurrogate(rune(units[n-1])) {
			n-- // its second half may come
		}
		if _, err := out.Write([]byte(string(utf16.Decode(units[:n])))); err != nil {
			out.drop()
			return nil, nil, err
		}
		units = append(units[:0], units[n:]...)
	}
	file.forget()
	return out.done()
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
