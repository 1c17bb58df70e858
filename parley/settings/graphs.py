"""The variables of the graphs."""

from pydantic import BaseModel, Field, SecretStr

from parley.settings.kinds import PROJECT, File, Url


class Graphs(BaseModel):
    """What the graphs read and write"""

    parley_documents_dir: File = Field(
        PROJECT / "documents",
        description="The folder that the team searches: .md, .txt, .html and .pdf files.",
    )
    tavily_api_key: SecretStr | None = Field(
        None, description="A key of Tavily: the team searches the web too."
    )
    tavily_base_url: Url | None = Field(
        None, description="Another address that speaks Tavily's protocol."
    )
