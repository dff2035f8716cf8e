using System.Diagnostics;

namespace Swarm.Storage.Tests.Support;

/// <summary>A process that runs until it is disposed, with its children.</summary>
internal sealed class OtherProcess : IDisposable
{
    private readonly Process _process;

    public OtherProcess(string program, params string[] arguments) => _process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false })!;

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
    }
}
