export { IntercomSimulator, type IntercomSimulatorOptions } from './simulator';
export type { DataAttribute } from './attributes';
export type { AttachmentView, CompanyView, ContactView, WriteCounts } from './views';
export type { RecordWrites } from './workspace';
