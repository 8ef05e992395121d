import base from './playwright.config'
export default { ...base, globalSetup: undefined, use: { ...base.use, storageState: undefined } }
