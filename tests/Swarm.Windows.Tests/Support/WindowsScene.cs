namespace Swarm.Windows.Tests.Support;

/// <summary>A folder of a test on the Windows machine, with a home and a store of its own.</summary>
internal sealed class WindowsScene : IDisposable
{
    private readonly WindowsMachine _machine;

    public WindowsScene(WindowsMachine machine, string above)
    {
        _machine = machine;
        Folder = Directory.CreateDirectory(Path.Combine(above, $"swarm-{Guid.NewGuid():N}")).FullName;
        Variables["SWARM_HOME"] = Translate(this["home"]);
        Variables["POWERSHELL_UPDATECHECK"] = "Off";
    }

    /// <summary>The folder, on this machine.</summary>
    public string Folder { get; }

    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>A file or folder of it, on this machine.</summary>
    public string this[string name] => Path.Combine(Folder, name);

    /// <summary>The path by which a Windows program knows a file of this machine.</summary>
    public string Translate(string path) => _machine.Translate(path);

    /// <summary>Writes a file, and folders above it.</summary>
    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Runs the command.</summary>
    public Task<ProcessResult> SwarmAsync(params IReadOnlyList<string> arguments) =>
        _machine.RunAsync(WindowsMachine.Command, Folder, Variables, arguments);

    /// <summary>Runs the command until it is killed.</summary>
    public Task<ProcessResult> SwarmAsync(CancellationToken kill, params IReadOnlyList<string> arguments) =>
        _machine.RunAsync(WindowsMachine.Command, Folder, Variables, arguments, kill);

    /// <summary>Runs a script in a program that hosts PowerShell, with the module imported.</summary>
    public Task<ProcessResult> HostAsync(string script, string? program = null)
    {
        var text = $"""
            $ErrorActionPreference = 'Stop'
            Set-Location -LiteralPath '{Translate(Folder)}'
            Import-Module '{Translate(WindowsMachine.Module)}'
            {script}
            """;
        return _machine.RunAsync(program ?? WindowsMachine.Host, Folder, Variables, [Translate(Write($"script-{Guid.NewGuid():N}.ps1", text))]);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
