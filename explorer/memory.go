package explorer

import (
	"context"
	"slices"
	"sync"

	"github.com/btcsuite/btcd/chainhash/v2"
)

// What sources are asked, as Reply.Question has it.
const (
	askTransaction  = "transaction"
	askConfirmation = "confirmation"
	askSpenders     = "spenders"
	askHeader       = "header"
	askTip          = "tip"
)

// question is what one source is asked.
type question struct {
	source int
	what   string
	hash   chainhash.Hash // of a transaction or a block; zero for the tip
}

// call is a question that was asked; value and reply are its answer once done
// is closed.
type call struct {
	done    chan struct{}
	value   any
	reply   Reply
	stop    context.CancelFunc
	waiting int // callers that still want the answer
}

// over reports whether the answer is there.
func (c *call) over() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// memory is what the sources were asked and answered, and what came of it.
type memory struct {
	mu    sync.Mutex
	calls map[question]*call
	// By source: how many questions, how many of them have ended, whether the
	// last one got no answer, and whether something that it said was disproved.
	asked, ended   []int
	silent, caught []bool
	final          map[chainhash.Hash]*Transaction
}

func newMemory(sources int) *memory {
	return &memory{
		calls:  map[question]*call{},
		asked:  make([]int, sources),
		ended:  make([]int, sources),
		silent: make([]bool, sources),
		caught: make([]bool, sources),
		final:  map[chainhash.Hash]*Transaction{},
	}
}

// join makes the caller one of those who wait for an answer. If the question is
// new it also gives the context to ask it in, which ends when nobody waits any
// more: one caller's end is not the others'.
func (m *memory) join(ctx context.Context, q question) (asked *call, free context.Context) {
	m.mu.Lock()
	defer m.mu.Unlock()
	asked = m.calls[q]
	if asked == nil {
		asked = &call{done: make(chan struct{})}
		free, asked.stop = context.WithCancel(context.WithoutCancel(ctx))
		m.calls[q] = asked
		m.asked[q.source]++
	}
	asked.waiting++
	return asked, free
}

// end counts an answer and ends the context that it was asked in.
func (m *memory) end(q question, asked *call) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ended[q.source]++
	m.silent[q.source] = asked.reply.Outcome == Unknown && asked.reply.Fault != FaultUnsupported
	if asked.reply.Fault == FaultCancelled && m.calls[q] == asked {
		delete(m.calls, q) // nothing worth remembering
	}
	asked.stop()
}

// leave takes the caller out of those who wait and reports whether the answer
// is there.
func (m *memory) leave(q question, asked *call) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	asked.waiting--
	if asked.over() {
		return true
	}
	if asked.waiting == 0 {
		asked.stop()
		if m.calls[q] == asked {
			delete(m.calls, q)
		}
	}
	return false
}

// counts says how many questions a source was asked and how many have ended.
func (m *memory) counts(source int) (asked, ended int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.asked[source], m.ended[source]
}

// order sorts sources by how soon they should be asked for something that any of
// them can give: first those that were asked it already, then those that answered
// last time. The rest of the order stays.
func (m *memory) order(sources []int, what string, hash chainhash.Hash) []int {
	m.mu.Lock()
	defer m.mu.Unlock()
	rank := func(s int) int {
		asked := m.calls[question{s, what, hash}]
		switch {
		case asked == nil && m.silent[s]:
			return 2
		case asked == nil:
			return 1
		case asked.over() && asked.reply.Outcome != Found:
			return 3
		}
		return 0
	}
	ranks := make(map[int]int, len(sources))
	for _, s := range sources {
		ranks[s] = rank(s)
	}
	sources = slices.Clone(sources)
	slices.SortStableFunc(sources, func(a, b int) int { return ranks[a] - ranks[b] })
	return sources
}

// forget drops what was answered about these transactions and those said to
// spend them, or about all, and the tips. What a block's hash covers does not
// change.
func (m *memory) forget(ids []chainhash.Hash) {
	m.mu.Lock()
	defer m.mu.Unlock()
	named := m.spenders(ids)
	for q, asked := range m.calls {
		switch {
		case q.what == askHeader && asked.over() && asked.reply.Outcome == Found:
		case len(ids) == 0, q.what == askTip, q.what == askHeader, named[q.hash]:
			delete(m.calls, q)
		}
	}
	if len(ids) == 0 {
		clear(m.caught)
	}
}

// spenders gives these transactions and, however far, those said to spend them.
func (m *memory) spenders(ids []chainhash.Hash) map[chainhash.Hash]bool {
	named := make(map[chainhash.Hash]bool, len(ids))
	for len(ids) > 0 {
		id := ids[0]
		ids = ids[1:]
		if named[id] {
			continue
		}
		named[id] = true
		for s := range m.asked {
			asked := m.calls[question{s, askSpenders, id}]
			if asked == nil || !asked.over() {
				continue
			}
			said, _ := asked.value.([]Spender) // nil if there was no answer
			for _, spender := range said {
				if spender.By != nil {
					ids = append(ids, spender.By.Hash)
				}
			}
		}
	}
	return named
}

// liars gives, by source, whether it was caught, these now included.
func (m *memory) liars(now map[int]bool) []bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	for s := range now {
		m.caught[s] = true
	}
	return slices.Clone(m.caught)
}

// known gives a final transaction, nil if there is none.
func (m *memory) known(id chainhash.Hash) *Transaction {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.final[id]
}

// keep remembers a final transaction.
func (m *memory) keep(tx *Transaction) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.final[tx.ID] = tx
}
