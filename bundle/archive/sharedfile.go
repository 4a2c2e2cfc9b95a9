package archive

import (
	"fmt"
	"os"
	"sync"

	"tradecase/bundle/store"
)

// sharedFile is a temporary file that is made when first needed and to whose
// end several goroutines write.
type sharedFile struct {
	mu   sync.Mutex
	file *store.ScratchFile
	end  int64
}

// add writes p behind everything else and says where.
func (f *sharedFile) add(dir string, p []byte) (at int64, err error) {
	at, file, err := f.room(dir, int64(len(p)))
	if err != nil {
		return 0, err
	}
	if _, err := file.WriteAt(p, at); err != nil {
		return 0, diskFull(fmt.Errorf("write temporary file: %w", err))
	}
	return at, nil
}

func (f *sharedFile) room(dir string, n int64) (at int64, file *store.ScratchFile, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file == nil {
		if dir == "" {
			dir = os.TempDir()
		}
		if f.file, err = store.Scratch(dir); err != nil {
			return 0, nil, diskFull(err)
		}
	}
	at = f.end
	f.end += n
	return at, f.file, nil
}

// ReadAt reads what was written.
func (f *sharedFile) ReadAt(p []byte, off int64) (int, error) { return f.file.ReadAt(p, off) }

func (f *sharedFile) close() {
	if f.file != nil {
		_ = f.file.Close() // removed even so
	}
}
