//go:build depskeep

package main

import (
	_ "fyne.io/fyne/v2/app"
	_ "github.com/adrg/xdg"
	_ "github.com/btcsuite/btcd/address/v2/base58"
	_ "github.com/btcsuite/btcd/chaincfg/v2"
	_ "github.com/gofrs/flock"
	_ "github.com/klauspost/compress/flate"
	_ "github.com/mholt/archiver/v4"
	_ "github.com/bodgit/sevenzip"
	_ "github.com/nwaples/rardecode/v2"
	_ "github.com/ulikunitz/xz"
	_ "github.com/pelletier/go-toml/v2"
	_ "github.com/rogpeppe/go-internal/testscript"
	_ "github.com/spf13/cobra/doc"
	_ "golang.org/x/image/draw"
	_ "golang.org/x/sync/errgroup"
	_ "golang.org/x/term"
	_ "golang.org/x/sys/unix"
)
