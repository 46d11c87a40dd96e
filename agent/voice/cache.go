package voice

import "slices"

// cache keeps sounds up to a size; the one that was not asked for longest goes.
type cache struct {
	max, size int
	list      []kept // asked for longest ago first
}

type kept struct {
	name string
	wav  []byte
}

func (c *cache) get(name string) []byte {
	i := slices.IndexFunc(c.list, func(k kept) bool { return k.name == name })
	if i < 0 {
		return nil
	}
	k := c.list[i]
	c.list = append(slices.Delete(c.list, i, i+1), k)
	return k.wav
}

func (c *cache) put(name string, wav []byte) {
	if len(wav) > c.max || c.get(name) != nil {
		return
	}
	c.list, c.size = append(c.list, kept{name, wav}), c.size+len(wav)
	for c.size > c.max {
		c.size -= len(c.list[0].wav)
		c.list = slices.Delete(c.list, 0, 1)
	}
}
