namespace Swarm.Backends.Remote;

/// <summary>A workflow whose pin the service confirmed. Only <see cref="IRunBackend.ResolveAsync"/> makes one, so that nothing unpinned is dispatched.</summary>
public abstract record BackendTarget
{
    private protected BackendTarget(BackendReference reference)
    {
        Reference = reference;
    }

    /// <summary>What identifies it at the service; its run is not known yet.</summary>
    public BackendReference Reference { get; }

    /// <summary>The workflow's file at the pinned commit.</summary>
    public abstract ReadOnlyMemory<byte> File { get; }
}
