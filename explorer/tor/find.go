package tor

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// Find looks for the tor program: the configured one and no other if that is
// set, else beside this program, in PATH, where systems keep it, and in Tor
// Browser. tried has every path that was looked at. The error is an *Error
// that says what to install.
func Find(configured string) (path string, tried []string, err error) {
	if configured != "" {
		tried = []string{configured}
		if !isProgram(configured) {
			return "", tried, newError(CodeMissing, errors.New("the path in the settings leads to no program"))
		}
		return configured, tried, nil
	}
	if found, err := exec.LookPath("tor"); err == nil && filepath.IsAbs(found) {
		tried = append(tried, besideUs("tor")...)
		tried = append(tried, found)
	} else {
		tried = besideUs("tor")
	}
	tried = append(tried, systemPlaces("tor")...)
	tried = append(tried, browserPlaces("tor")...)
	for i, candidate := range tried {
		if isProgram(candidate) {
			return candidate, tried[:i+1], nil
		}
	}
	return "", tried, newError(CodeMissing, nil)
}

// findTransport looks for one of the programs that a bridge can use.
func findTransport(names ...string) (string, bool) {
	for _, name := range names {
		if found, err := exec.LookPath(name); err == nil && filepath.IsAbs(found) {
			return found, true
		}
		places := append(besideUs(name), systemPlaces(name)...)
		for _, place := range append(places, browserPlaces(filepath.Join("PluggableTransports", name))...) {
			if isProgram(place) {
				return place, true
			}
		}
	}
	return "", false
}

func isProgram(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && (runtime.GOOS == "windows" || info.Mode()&0o111 != 0)
}

func program(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}

// besideUs is where a copy would lie that came with this program.
func besideUs(name string) []string {
	self, err := os.Executable()
	if err != nil {
		return nil
	}
	dir := filepath.Dir(self)
	return []string{filepath.Join(dir, program(name)), filepath.Join(dir, "tor", program(name))}
}

// systemPlaces is where a desktop's programs may not look, having a short PATH.
func systemPlaces(name string) []string {
	switch runtime.GOOS {
	case "windows":
		return nil
	case "darwin":
		return []string{"/opt/homebrew/bin/" + name, "/usr/local/bin/" + name, "/opt/local/bin/" + name}
	default:
		return []string{"/usr/bin/" + name, "/usr/sbin/" + name, "/usr/local/bin/" + name}
	}
}

// browserPlaces is where Tor Browser lies.
func browserPlaces(name string) []string {
	home, err := os.UserHomeDir()
	if err != nil {
		return nil
	}
	var folders []string
	switch runtime.GOOS {
	case "windows":
		inside := filepath.Join("Tor Browser", "Browser", "TorBrowser", "Tor")
		folders = []string{
			filepath.Join(home, "Desktop", inside),
			filepath.Join(home, "OneDrive", "Desktop", inside),
			filepath.Join(home, "Downloads", inside),
			filepath.Join(os.Getenv("LOCALAPPDATA"), inside),
			filepath.Join(os.Getenv("PROGRAMFILES"), inside),
		}
	case "darwin":
		inside := "Tor Browser.app/Contents/MacOS/Tor"
		folders = []string{"/Applications/" + inside, home + "/Applications/" + inside}
	default:
		inside := "tor-browser/Browser/TorBrowser/Tor"
		folders = []string{
			home + "/" + inside,
			home + "/Desktop/" + inside,
			home + "/Downloads/" + inside,
			home + "/.local/share/" + inside,
			home + "/.local/share/torbrowser/tbb/x86_64/" + inside,
			home + "/.local/share/torbrowser/tbb/aarch64/" + inside,
			home + "/.var/app/org.torproject.torbrowser-launcher/data/torbrowser/tbb/x86_64/" + inside,
			"/opt/" + inside,
		}
	}
	places := make([]string, len(folders))
	for i, folder := range folders {
		places[i] = filepath.Join(folder, program(name))
	}
	return places
}
