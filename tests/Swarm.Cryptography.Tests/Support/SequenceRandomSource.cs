using Swarm.Core.Randomness;

namespace Swarm.Cryptography.Tests.Support;

/// <summary>Gives prepared bytes, one array a request, and checks that the requests have these lengths.</summary>
internal sealed class SequenceRandomSource(params byte[][] requests) : RandomSource
{
    private readonly Queue<byte[]> _requests = new(requests);

    internal int Left => _requests.Count;

    public override void Fill(Span<byte> buffer)
    {
        var next = _requests.Dequeue();
        Assert.Equal(next.Length, buffer.Length);
        next.CopyTo(buffer);
    }
}
