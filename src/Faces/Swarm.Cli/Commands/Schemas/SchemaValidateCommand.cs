using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Core.Errors;
using Swarm.Engine.Contracts;

namespace Swarm.Cli.Commands.Schemas;

/// <summary>Checks a document.</summary>
internal sealed class SchemaValidateCommand : ImmediateCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "The JSON document." };
    private readonly Option<string?> _type = SchemaExportCommand.MakeTypeOption(
        "The contract it must be of; else the one that its type names.");

    public SchemaValidateCommand()
        : base("validate", "Check a JSON document against its contract; exit code 0 or 2.")
    {
        Add(_file);
        Add(_type);
        Examples = ["swarm schema validate certificate.json", "swarm schema validate --type node node.json"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var verdict = ContractService.Validate(invocation.Options, invocation.Require(_file), invocation.Get(_type));
        return invocation.Write(new Report
        {
            Errors = verdict.Error is { } error ? [error] : [],
            ExitCode = verdict.IsValid ? ExitCodes.Success : ExitCodes.Of(ErrorCode.SchemaInvalid),
            Quiet = [],
            Json = json =>
            {
                json.Text("path", verdict.Path);
                json.Text("type", verdict.Contract);
                json.Flag("is_valid", verdict.IsValid);
            },
            Text = text => text.Fields(
                ("file", verdict.Path), ("type", verdict.Contract), ("verdict", verdict.IsValid ? "valid" : "invalid")),
        });
    }
}
