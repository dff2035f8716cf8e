using Swarm.Execution.Scripts;

namespace Swarm.Execution.Tests.Scripts;

public sealed class InstalledPowerShellTests : IDisposable
{
    private static readonly string Name = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("swarm-pwsh-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_first_program_of_the_path_is_found()
    {
        var (first, second) = (Make("first", isProgram: true), Make("second", isProgram: true));
        Assert.Equal(first, Find($"{_folder}{Path.PathSeparator}{Path.GetDirectoryName(first)}{Path.PathSeparator}{Path.GetDirectoryName(second)}"));
    }

    [Fact]
    public void What_cannot_be_executed_hides_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permission.");
        var (text, program) = (Make("first", isProgram: false), Make("second", isProgram: true));
        Assert.Equal(program, Find($"{Path.GetDirectoryName(text)}{Path.PathSeparator}{Path.GetDirectoryName(program)}"));
    }

    [Fact]
    public void A_relative_entry_of_the_path_does_not_count() => Assert.Null(Find($".{Path.PathSeparator}bin"));

    [Fact]
    public void Where_there_is_none_there_is_none()
    {
        Assert.Null(Find(_folder.FullName));
        Assert.Null(Find(null));
    }

    [Fact]
    public void On_Windows_its_installers_folder_counts_too()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "This is not Windows.");
        var installed = Make(Path.Combine("PowerShell", "7"), isProgram: true);
        Assert.Equal(installed, InstalledPowerShell.Find(name => name == "ProgramFiles" ? _folder.FullName : null));
    }

    private static string? Find(string? path) => InstalledPowerShell.Find(name => name == "PATH" ? path : null);

    private string Make(string folder, bool isProgram)
    {
        var path = Path.Combine(_folder.CreateSubdirectory(folder).FullName, Name);
        File.WriteAllText(path, "");
        if (isProgram && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);

        return path;
    }
}
