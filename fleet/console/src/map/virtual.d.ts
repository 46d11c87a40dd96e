declare module 'virtual:guiyang-map' {
  const map: {
    width: number
    height: number
    counties: { code: string; d: string; label: [number, number] }[]
  }
  export default map
}
