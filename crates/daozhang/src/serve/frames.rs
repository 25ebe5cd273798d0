//! Frames of a connection: bytes up to what the length word says.
//!
//! There is nothing to find one's way by after a wrong length: it ends the connection.

use std::io;
use tokio::io::{AsyncRead, AsyncReadExt};
use wire::iso8583::Dialect;

/// Reads the next frame; `None` when the other end closed between two.
pub async fn next<R: AsyncRead + Unpin>(
    from: &mut R,
    dialect: &Dialect,
) -> io::Result<Option<Vec<u8>>> {
    let word = dialect.length_word_bytes();
    let mut frame = vec![0; word];
    match from.read_exact(&mut frame).await {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let bytes = dialect.frame_bytes(&frame);
    let bytes = bytes.filter(|bytes| *bytes > word && *bytes <= dialect.bytes_max);
    let bytes = bytes.ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidData, "a length that no message has")
    })?;
    frame.resize(bytes, 0);
    from.read_exact(&mut frame[word..]).await?;
    Ok(Some(frame))
}
