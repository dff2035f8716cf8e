namespace Swarm.Networking.Relay.Wire;

/// <summary>Bytes of a stream that wait for room in the writer. Who changes its state holds the writer's lock.</summary>
internal sealed class PendingData(uint stream, ReadOnlyMemory<byte> data)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public uint Stream => stream;

    public ReadOnlyMemory<byte> Data => data;

    public bool IsCancelled { get; private set; }

    public Task Completion => _done.Task;

    public void Complete() => _done.TrySetResult();

    public void Fail(Exception exception) => _done.TrySetException(exception);

    public void Cancel(CancellationToken cancellationToken)
    {
        IsCancelled = true;
        _done.TrySetCanceled(cancellationToken);
    }
}
