namespace Swarm.Networking.Relay.Brokers;

/// <summary>The sessions that somebody is in.</summary>
internal sealed class BrokerSessions
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, BrokerSession> _sessions = new(StringComparer.Ordinal);

    public IReadOnlyList<BrokerSessionStatus> Status
    {
        get
        {
            lock (_gate)
            {
                return [.. _sessions.Values.Select(session => session.Status).OrderBy(session => session.Name, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Lets somebody into a session, which is there from then on.</summary>
    /// <param name="name">The session.</param>
    /// <param name="join">Joins, and says whether it could.</param>
    /// <returns>The session; null where it could not be joined.</returns>
    public BrokerSession? Join(string name, Func<BrokerSession, bool> join)
    {
        lock (_gate)
        {
            var session = _sessions.GetValueOrDefault(name) ?? new BrokerSession(name);
            if (!join(session))
            {
                return null;
            }

            _sessions[name] = session;
            return session;
        }
    }

    /// <summary>Lets somebody out; a session that nobody is in any more is forgotten.</summary>
    public void Leave(BrokerSession session, Action leave)
    {
        lock (_gate)
        {
            leave();
            if (session.IsEmpty)
            {
                _sessions.Remove(session.Name);
            }
        }
    }
}
