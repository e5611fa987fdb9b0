import { createApp } from './app.ts';

export { Conversation } from './durable/conversation/conversation.ts';
export { Directory } from './durable/directory/directory.ts';
export { Gateway } from './durable/gateway/gateway.ts';
export { Inbox } from './durable/inbox/inbox.ts';
export { Knowledge } from './durable/knowledge/knowledge.ts';
export { Registry } from './durable/registry/registry.ts';

export default createApp();
