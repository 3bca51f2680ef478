/** What Vite makes of styles: modules are class names, the rest has only an effect. */

declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>
  export default classes
}

declare module '*.css' {}
