namespace Swarm.Execution.Scripts;

/// <summary>The PowerShell text around a script.</summary>
internal static class ScriptWrapper
{
    /// <summary>The wrapper; it finds the script and its input beside itself.</summary>
    public const string Text = """
        $ErrorActionPreference = 'stop'
        $ProgressPreference = 'SilentlyContinue'
        $OutputEncoding = [Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)
        $PSStyle.OutputRendering = 'PlainText'
        try {
            $__input = [System.IO.File]::ReadAllText((Join-Path $PSScriptRoot step-input.json)) | ConvertFrom-Json -DateKind String
            foreach ($__value in $__input.using.psobject.Properties) {
                $ExecutionContext.SessionState.PSVariable.Set("__using_$($__value.Name)", $__value.Value)
            }
            $__arguments = $__input.arguments
            Remove-Variable -Name __input, __value -ErrorAction Ignore
            & (Join-Path $PSScriptRoot step.ps1) @__arguments
        }
        catch {
            $__line = if ($_.ScriptStackTrace -match '[/\\]step\.ps1: line (\d+)') { ":$($Matches[1])" }
            $__text = $_.Exception.Message
            if ($_.Exception -is [System.Management.Automation.ParseException] -and $_.Exception.Errors) {
                $__line = ":$($_.Exception.Errors[0].Extent.StartLineNumber)"
                $__text = $_.Exception.Errors[0].Message
            }
            [Console]::Error.WriteLine("error at step.ps1$($__line): $($__text -replace '\s*[\r\n]+\s*', ' ')")
            if ($_.Exception -is [System.Management.Automation.NativeCommandExitException]) { exit $_.Exception.ExitCode }
            exit 1
        }
        if (Test-Path -LiteralPath variable:\LASTEXITCODE) { exit $LASTEXITCODE }

        """;
}
