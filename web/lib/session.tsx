'use client';
import type { MeResponse } from '@oconnector/protocol/api/auth.ts';
import type { Role, SessionUser } from '@oconnector/protocol/model/user.ts';
import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { api } from './api.ts';

/** Who is signed in; fetched once. */
export const useMe = () =>
  useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => api.get<MeResponse>('/api/auth/me', {}, signal),
    staleTime: Infinity,
    retry: 1,
  });

export const SessionContext = createContext<SessionUser | null>(null);

/** The signed-in user. Only below the shell, which renders its screens once it knows. */
export const useUser = (): SessionUser => {
  const user = useContext(SessionContext);
  if (!user) throw new Error('no session above this component');
  return user;
};

/** Whether the user holds one of these roles. */
export const useHasRole = (...roles: Role[]): boolean => {
  const user = useContext(SessionContext);
  return user !== null && roles.some((role) => user.roles.includes(role));
};
