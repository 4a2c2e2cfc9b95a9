package tor

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tradecase/explorer/tor/tortest"
)

// torOf finds the tor that has parent as its parent and works in dir.
func torOf(t *testing.T, parent int, dir string) int {
	t.Helper()
	for _, pid := range tortest.Processes(dir) {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue
		}
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		if len(fields) > 1 && fields[1] == strconv.Itoa(parent) {
			return pid
		}
	}
	t.Fatal("no tor of ours is there")
	return 0
}

func TestKilledInMidRequest(t *testing.T) {
	asked := make(chan struct{})
	var once sync.Once
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			once.Do(func() { close(asked) })
			<-r.Context().Done()
		}
		_, _ = fmt.Fprint(w, "hello from /")
	}))
	defer server.Close()
	onion := tortest.Start(t).Onion(t, strings.TrimPrefix(server.URL, "http://"))
	client := begin(t, inNetwork(t))
	dial := client.Dialer(NewIsolation(), false)
	got := make(chan error, 1)
	go func() {
		_, err := get(within60(t), dial, "http://"+onion+"/slow")
		got <- err
	}()
	select {
	case <-asked:
	case err := <-got:
		t.Fatal(err)
	}
	pid := torOf(t, os.Getpid(), client.options.DataDir)
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := <-got; err == nil {
		t.Error("the request did not fail")
	}
	if trouble := mustFall(t, client); trouble.Code != CodeDied {
		t.Errorf("trouble: %+v", trouble)
	}
	_, err := dial(within60(t), "tcp", onion+":80")
	wantCode(t, err, CodeDied, "tor")
	client.Restart()
	mustGet(t, dial, "http://"+onion+"/")
}

func TestParentKilled(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tor")
	parent := exec.Command(os.Args[0], dir)
	parent.Env = append(os.Environ(), "TOR_TEST_ROLE=parent")
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(limit)
	for len(tortest.Processes(dir)) < 2 { // parent and child both name the folder
		if time.Now().After(deadline) {
			t.Fatal("no tor was started")
		}
		time.Sleep(20 * time.Millisecond)
	}
	child := torOf(t, parent.Process.Pid, dir)
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	begun := time.Now()
	for syscall.Kill(child, 0) == nil && !zombie(child) {
		if time.Since(begun) > 20*time.Second {
			t.Fatal("tor lives on")
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Logf("tor was gone %v after its parent", time.Since(begun).Round(time.Millisecond))
}

// zombie says whether a process only waits to be counted.
func zombie(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || strings.HasPrefix(string(stat[bytes.LastIndexByte(stat, ')')+1:]), " Z")
}

func TestNothingLeftBehind(t *testing.T) {
	options := inNetwork(t)
	connected(t)
	time.Sleep(100 * time.Millisecond)
	before := runtime.NumGoroutine()
	for _, early := range []bool{true, false} {
		client, err := Start(t.Context(), options)
		if err != nil {
			t.Fatal(err)
		}
		client.Watch(func(Status) {}) // ends with Off
		if early {
			time.Sleep(30 * time.Millisecond) // while tor is being started
		} else {
			mustWait(t, client)
		}
		begun := time.Now()
		mustClose(t, client)
		mustClose(t, client) // once more does no harm
		t.Logf("Close took %v", time.Since(begun).Round(time.Millisecond))
		if left := tortest.Processes(options.DataDir); len(left) > 0 {
			t.Errorf("processes left: %v", left)
		}
	}
	deadline := time.Now().Add(5 * time.Second)
	for runtime.NumGoroutine() > before {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestCloseKillsWhatHangs(t *testing.T) {
	setLimit(t, &closeLimit, 300*time.Millisecond)
	options := inNetwork(t)
	client := begin(t, options)
	mustWait(t, client)
	if err := syscall.Kill(torOf(t, os.Getpid(), options.DataDir), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	mustClose(t, client)
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("Close took %v", took)
	}
	if left := tortest.Processes(options.DataDir); len(left) > 0 {
		t.Errorf("processes left: %v", left)
	}
}
