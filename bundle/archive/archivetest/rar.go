package archivetest

import (
	"encoding/binary"
	"hash/crc32"
	"io/fs"
)

// RarOptions make a rar what no reader here can open.
type RarOptions struct {
	Locked       bool   // each file has a password
	LockedNames  bool   // the headers too
	Part         bool   // it is one of several
	Dictionary   uint64 // method 1 and a dictionary of 128 KiB shifted left by this, instead of storing
	UnpackedSize uint64 // what headers claim, if not the body's size
}

// MakeRar writes a rar of version 5 that stores its entries. A symbolic
// link's body is where it points.
func MakeRar(opt RarOptions, entries ...Entry) []byte {
	out := []byte("Rar!\x1A\x07\x01\x00")
	if opt.LockedNames {
		enc := append([]byte{0, 0, 15}, make([]byte, 16)...)
		out = append(out, rarBlock(4, 0, enc, nil, nil)...)
		return append(out, make([]byte, 64)...)
	}
	var flags byte
	if opt.Part {
		flags = 1
	}
	out = append(out, rarBlock(1, 0, []byte{flags}, nil, nil)...)
	for _, e := range entries {
		out = append(out, rarFile(opt, e)...)
	}
	return append(out, rarBlock(5, 0, []byte{0}, nil, nil)...)
}

func rarFile(opt RarOptions, e Entry) []byte {
	const unix, hasSum = 1, 0x04
	mode, data := uint64(0o100644), []byte(e.Body)
	var extra []byte
	if e.Mode&fs.ModeSymlink != 0 {
		mode, data = 0o120777, nil
		extra = append(extra, rarRecord(5, append([]byte{1, 0, byte(len(e.Body))}, e.Body...))...)
	}
	if opt.Locked {
		extra = append(extra, rarRecord(1, append([]byte{0, 0, 15}, make([]byte, 32)...))...)
	}
	size, pack := uint64(len(data)), uint64(0)
	if opt.UnpackedSize > 0 {
		size = opt.UnpackedSize
	}
	if opt.Dictionary > 0 {
		pack = 1<<7 | opt.Dictionary<<10
	}
	head := []byte{hasSum}
	head = binary.AppendUvarint(head, size)
	head = binary.AppendUvarint(head, mode)
	head = binary.LittleEndian.AppendUint32(head, crc32.ChecksumIEEE(data))
	head = binary.AppendUvarint(head, pack)
	head = append(head, unix)
	head = binary.AppendUvarint(head, uint64(len(e.Name)))
	head = append(head, e.Name...)
	return rarBlock(2, 0, head, extra, data)
}

// rarRecord is an extra record.
func rarRecord(kind byte, data []byte) []byte {
	return append(binary.AppendUvarint(nil, uint64(len(data)+1)), append([]byte{kind}, data...)...)
}

// rarBlock is a block with its sum: what follows its size is summed too.
func rarBlock(kind byte, flags uint64, fields, extra, data []byte) []byte {
	if len(extra) > 0 {
		flags |= 0x01
	}
	if data != nil {
		flags |= 0x02
	}
	body := append([]byte{kind}, binary.AppendUvarint(nil, flags)...)
	if len(extra) > 0 {
		body = binary.AppendUvarint(body, uint64(len(extra)))
	}
	if data != nil {
		body = binary.AppendUvarint(body, uint64(len(data)))
	}
	body = append(append(body, fields...), extra...)
	sized := append(binary.AppendUvarint(nil, uint64(len(body))), body...)
	out := binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(sized))
	return append(append(out, sized...), data...)
}
