using System.Diagnostics;
using System.Text.Json;

namespace Swarm.Cli.Tests.Support;

/// <summary>Brokers and providers as processes of their own.</summary>
internal sealed class Services(Scene scene) : IDisposable
{
    private readonly List<Process> _services = [];

    public IEnumerable<int> Ids => _services.Select(service => service.Id);

    /// <summary>Starts one, and waits until it serves.</summary>
    /// <returns>Its process, and what it said.</returns>
    public (Process Process, JsonElement Object) Serve(params IReadOnlyList<string> arguments)
    {
        var process = scene.Start([.. arguments, "--json"]);
        _services.Add(process);
        var line = process.StandardOutput.ReadLine();
        Assert.True(line is not null, "The service ended before it served.");
        using var document = JsonDocument.Parse(line);
        return (process, document.RootElement.Clone());
    }

    /// <summary>Stops one as a service manager does.</summary>
    public static void Terminate(Process service)
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{service.Id}"]))
        {
            kill.WaitForExit();
        }

        Scene.Finish(service).Expect(0);
    }

    /// <summary>Ends one without a word (<c>kill -9</c>).</summary>
    public static void Kill(Process service)
    {
        service.Kill();
        service.WaitForExit();
    }

    public void Dispose()
    {
        foreach (var service in _services)
        {
            Kill(service);
            service.Dispose();
        }
    }
}
