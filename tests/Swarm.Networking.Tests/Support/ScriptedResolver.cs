using System.Net;
using System.Net.Sockets;
using Swarm.Networking.Dialing;

namespace Swarm.Networking.Tests.Support;

/// <summary>Gives one answer after the other, and counts how often it is asked.</summary>
internal sealed class ScriptedResolver(params IPAddress[][] answers) : IHostResolver
{
    private int _asked;

    public ScriptedResolver(params IPAddress[] answer)
        : this([answer])
    {
    }

    public int Asked => _asked;

    public List<string> Names { get; } = [];

    public ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        lock (Names)
        {
            Names.Add(name);
        }

        var index = Interlocked.Increment(ref _asked) - 1;
        return answers.Length == 0
            ? throw new SocketException((int)SocketError.HostNotFound)
            : ValueTask.FromResult<IReadOnlyList<IPAddress>>(answers[Math.Min(index, answers.Length - 1)]);
    }
}
