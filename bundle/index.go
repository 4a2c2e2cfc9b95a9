package bundle

import "tradecase/diagnostics/logs"

// IndexFiles are the bundle's logs as logs.BuildIndex takes them, and their
// bytes together. They can be read for as long as the items lie in the bundle,
// whatever party or name those are given later.
func (b *Bundle) IndexFiles() (files []logs.IndexFile, total int64) {
	for _, it := range b.doc.Items {
		if it.Kind != Log {
			continue
		}
		total += it.Size
		files = append(files, logs.IndexFile{
			File: logs.File{Path: it.Path(), Party: it.Party, Set: it.Set, Rotation: it.Rotation},
			At:   func() (logs.Content, error) { return b.OpenItem(it) },
		})
	}
	return files, total
}
