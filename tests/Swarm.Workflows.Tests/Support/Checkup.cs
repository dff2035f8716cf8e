using Swarm.Engine.Diagnosis;
using Swarm.Engine.Sessions;

namespace Swarm.Workflows.Tests.Support;

/// <summary>A machine that asks the doctor about a backend.</summary>
internal sealed class Checkup : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("swarm-checkup-");
    private readonly string _backend;

    public Checkup(string backend, params (string Name, string Value)[] variables)
    {
        _backend = backend;
        Variables = variables.Append(("SWARM_HOME", _folder.FullName)).ToDictionary(StringComparer.Ordinal);
    }

    public Dictionary<string, string> Variables { get; }

    /// <summary>Makes the backend's checks, by name.</summary>
    public async Task<IReadOnlyDictionary<string, DoctorCheck>> RunAsync(string? workflowRef, string? dispatchRef = null)
    {
        var options = new SessionOptions { Root = _folder.FullName, CurrentFolder = _folder.FullName, ReadVariable = Variables.GetValueOrDefault };
        var here = Doctor.Run(options).Count;
        var request = new BackendCheckRequest { Name = _backend, WorkflowRef = workflowRef, DispatchRef = dispatchRef };
        var checks = await Doctor.RunAsync(options, request, TestContext.Current.CancellationToken);
        Assert.All(checks.Skip(here), check => Assert.Equal(check.Status == DoctorStatus.Ok, check.Remedy is null));
        return checks.Skip(here).ToDictionary(check => check.Name, StringComparer.Ordinal);
    }

    /// <summary>Makes them, and asserts that one gap is seen, and nothing else that fails.</summary>
    public async Task FindsAsync(string workflowRef, string name, DoctorStatus status, string detail, string remedy)
    {
        var checks = await RunAsync(workflowRef);
        Assert.True(checks.ContainsKey(name), string.Join('\n', checks.Values));
        Assert.Equal(status, checks[name].Status);
        Assert.Contains(detail, checks[name].Detail, StringComparison.Ordinal);
        Assert.Contains(remedy, checks[name].Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(checks.Values, check => check.Name != name && check.Status == DoctorStatus.Failed);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
