/** Pictures of the sample site: drawn as SVG from the name of the file, so that no binary file ships with the demo. */

const UPLOAD = /^\/wp-content\/uploads\/\d{4}\/\d{2}\/([a-z0-9-]+?)(?:-(\d{1,4})x(\d{1,4}))?\.jpg$/

/**
 * A lighthouse over a sea whose colour depends on the name.
 *
 * @param path Path of an upload, such as `/wp-content/uploads/2025/04/the-great-lens-1024x683.jpg`.
 * @returns null when WordPress would have no such picture.
 */
export function drawPlaceholder(path: string): string | null {
  const [, name, width = '1600', height = '1067'] = UPLOAD.exec(path) ?? []
  if (name === undefined) return null
  const hue = hueOf(name)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 300 200" preserveAspectRatio="xMidYMid slice" role="img">
<rect width="300" height="200" fill="hsl(${hue} 45% 82%)"/>
<circle cx="${hue - 120}" cy="46" r="15" fill="#fdf3d0"/>
<path d="M219 154 224 62h18l5 92z" fill="#fff"/><path d="M222 62h22v-5h-22zm4-6v-14h14v14zm-2-14 9-9 9 9z" fill="#b3382c"/>
<path d="M0 152q38-9 75 0t75 0 75 0 75 0v48H0z" fill="hsl(${hue} 40% 42%)"/>
<text x="16" y="184" font-family="system-ui,sans-serif" font-size="12" fill="#fff">${name.replaceAll('-', ' ')}</text>
</svg>`
}

/** From the green to the violet of a sea, 160 to 249 degrees. */
function hueOf(name: string): number {
  return 160 + [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 90, 0)
}
