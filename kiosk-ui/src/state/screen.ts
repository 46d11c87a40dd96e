// isWide tells a wide screen, which is a low one: large type and controls that are
// moved down do not fit on it together, and its upper edge is within reach.
export const isWide = (): boolean => window.matchMedia('(min-aspect-ratio: 1/1)').matches
