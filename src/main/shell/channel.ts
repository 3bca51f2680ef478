/** The only name that a page's preload and the main process share. */
export const connectChannel = 'longshore:connect'
