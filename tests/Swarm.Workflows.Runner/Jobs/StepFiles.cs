namespace Swarm.Workflows.Runner.Jobs;

/// <summary>The files through which a step speaks with its runner, new for each step.</summary>
internal sealed class StepFiles
{
    private readonly string _folder;

    public StepFiles(string temporary)
    {
        _folder = Path.Combine(temporary, "_runner_file_commands", Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(_folder);
        foreach (var name in (string[])["output", "env", "path", "summary"])
        {
            File.WriteAllText(this[name], string.Empty);
        }
    }

    public string this[string name] => Path.Combine(_folder, name);

    public string Summary => File.ReadAllText(this["summary"]);

    public IEnumerable<string> Paths => File.ReadLines(this["path"]);

    public IEnumerable<(string Name, string Value)> Outputs => Read("output");

    public IEnumerable<(string Name, string Value)> Variables => Read("env");

    // name=value, a line each; the form of several lines is not one that is used.
    private IEnumerable<(string Name, string Value)> Read(string file) => File.ReadLines(this[file]).Select(line => line.IndexOf('=', StringComparison.Ordinal) is var equals and > 0
        ? (line[..equals], line[(equals + 1)..])
        : throw new WorkflowFileException($"A step wrote '{line}' to its {file} file, which this runner does not know."));
}
