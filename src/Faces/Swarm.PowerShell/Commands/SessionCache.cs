using Swarm.Engine.Sessions;

namespace Swarm.PowerShell.Commands;

/// <summary>The stores that one command has open: objects of several may be piped into it.</summary>
internal sealed class SessionCache : IDisposable
{
    private readonly Dictionary<string, SwarmSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Gives the session of a store, and opens it the first time.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="create">Whether to make keys and store where there are none.</param>
    public SwarmSession Get(SessionOptions options, bool create)
    {
        var root = RootFinder.Find(options);
        if (!_sessions.TryGetValue(root, out var session))
        {
            session = create ? SwarmSession.OpenOrCreate(options) : SwarmSession.Open(options);
            _sessions.Add(root, session);
        }

        return session;
    }

    /// <summary>Closes all.</summary>
    public void Dispose()
    {
        foreach (var session in _sessions.Values)
        {
            session.Dispose();
        }

        _sessions.Clear();
    }
}
